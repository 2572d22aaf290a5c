namespace Faceptor;

/// <summary>
/// The processes of a training run do not come together: one is gone, they do not agree, or what joins them is missing.
/// </summary>
public sealed class DistributedException : FaceptorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do, for users.</param>
    public DistributedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do, for users.</param>
    /// <param name="innerException">What caused it.</param>
    public DistributedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
