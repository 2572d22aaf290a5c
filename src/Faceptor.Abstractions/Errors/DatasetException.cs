namespace Faceptor;

/// <summary>An image, label file or dataset folder cannot be used.</summary>
public sealed class DatasetException : FaceptorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file or folder; it becomes the head of the message.</param>
    /// <param name="problem">Expected, found, remedy.</param>
    /// <param name="line">Line in a text file, from 1, when one is at fault.</param>
    /// <param name="innerException">The cause, when another component reported it.</param>
    public DatasetException(string path, string problem, int? line = null, Exception? innerException = null)
        : base(
            line is null
                ? $"{MessageText.Place(path)}: {problem}"
                : $"{MessageText.Place(path)}, line {line}: {problem}",
            innerException)
    {
        Path = path;
        Line = line;
    }

    /// <summary>The file or folder at fault.</summary>
    public string Path { get; }

    /// <summary>Line in a text file, from 1; null when no single line is at fault.</summary>
    public int? Line { get; }
}
