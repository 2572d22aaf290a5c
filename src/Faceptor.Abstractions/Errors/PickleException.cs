namespace Faceptor;

/// <summary>A pickle is broken, cut off, or asks for something that this reader refuses.</summary>
/// <remarks>Readers of datasets and checkpoints turn it into their own exception, with the file in front.</remarks>
internal sealed class PickleException : FaceptorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="position">Offset in the pickle's bytes, from 0; it becomes the head of the message.</param>
    /// <param name="problem">Expected, found, remedy.</param>
    /// <param name="innerException">The cause, when another component reported it.</param>
    public PickleException(long position, string problem, Exception? innerException = null)
        : base($"pickle, byte {position}: {problem}", innerException)
    {
        Position = position;
    }

    /// <summary>Offset in the pickle's bytes, from 0.</summary>
    public long Position { get; }
}
