namespace Faceptor;

/// <summary>A weight file cannot be read or does not fit the model.</summary>
public sealed class CheckpointException : FaceptorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file; it becomes the head of the message.</param>
    /// <param name="problem">Expected, found, remedy.</param>
    /// <param name="innerException">The cause, when another component reported it.</param>
    public CheckpointException(string path, string problem, Exception? innerException = null)
        : base($"{MessageText.Place(path)}: {problem}", innerException)
    {
        Path = path;
    }

    /// <summary>The file at fault.</summary>
    public string Path { get; }

    /// <summary>
    /// Everything that does not fit, one entry a tensor, where the message has room for some only; may be empty. Names
    /// stand here as the file has them.
    /// </summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}
