namespace Faceptor;

/// <summary>
/// A native library is missing, does not fit the managed one, or cannot be loaded on this system. The message names the
/// package to reference.
/// </summary>
public sealed class NativeLibraryException : FaceptorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="library">The library, for example <c>libtorch</c>; it becomes the head of the message.</param>
    /// <param name="problem">What is wrong, and what to do.</param>
    /// <param name="innerException">What the system's loader said, when it said anything.</param>
    public NativeLibraryException(string library, string problem, Exception? innerException = null)
        : base($"{library}: {problem}", innerException)
    {
        Library = library;
    }

    /// <summary>The library at fault.</summary>
    public string Library { get; }
}
