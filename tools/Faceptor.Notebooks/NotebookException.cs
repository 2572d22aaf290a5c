namespace Faceptor.Notebooks;

/// <summary>A notebook that cannot be read, run or accepted; the message names it.</summary>
internal sealed class NotebookException : Exception
{
    public NotebookException(string path, string problem, Exception? innerException = null)
        : base($"{path}: {problem}", innerException)
    {
    }
}
