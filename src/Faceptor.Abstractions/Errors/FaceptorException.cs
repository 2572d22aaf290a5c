namespace Faceptor;

/// <summary>
/// Something outside the program is wrong: a file, a dataset, a checkpoint, an option. The message is one line that
/// says what was expected, what came, where, and what to do; it has at most
/// <see cref="MessageText.MaxMessageLength"/> characters, none of which a terminal would obey.
/// </summary>
public class FaceptorException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Expected, found, where, remedy.</param>
    /// <param name="innerException">The cause, when another component reported it.</param>
    public FaceptorException(string message, Exception? innerException = null)
        : base(MessageText.Fit(message), innerException)
    {
    }
}
