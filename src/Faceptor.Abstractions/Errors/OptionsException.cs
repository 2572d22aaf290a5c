namespace Faceptor;

/// <summary>An option has a value that cannot work.</summary>
public sealed class OptionsException : FaceptorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="member">The option's name; it becomes the head of the message.</param>
    /// <param name="problem">Expected, found, remedy.</param>
    public OptionsException(string member, string problem)
        : base($"{member}: {problem}")
    {
        Member = member;
    }

    /// <summary>The option at fault.</summary>
    public string Member { get; }
}
