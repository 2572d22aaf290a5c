namespace Faceptor;

/// <summary>
/// The six kinds of face analysis task. Tasks of one family share their output head, loss and metric.
/// </summary>
public enum TaskFamily
{
    /// <summary>Points of the face, one heatmap a point (dense).</summary>
    Landmarks,

    /// <summary>A class for every pixel, one map a class (dense).</summary>
    Parsing,

    /// <summary>Age in years, a distribution over 0 to 100.</summary>
    Age,

    /// <summary>One of seven expressions.</summary>
    Expression,

    /// <summary>Independent yes/no attributes.</summary>
    Attributes,

    /// <summary>An identity vector, compared by cosine.</summary>
    Identity,
}
