namespace Faceptor.Data.Checking;

/// <summary>What is wrong with a dataset.</summary>
public enum ProblemKind
{
    /// <summary>A split cannot be opened: a list is missing, broken or says something impossible.</summary>
    List,

    /// <summary>A picture that a list names is not there or is empty.</summary>
    Missing,

    /// <summary>A picture or label file is there and cannot be read.</summary>
    Unreadable,

    /// <summary>A label has a value that cannot be: a point far outside, a class that does not exist.</summary>
    Impossible,

    /// <summary>A picture is in the training split and in a test split.</summary>
    Duplicate,
}
