namespace Faceptor;

/// <summary>A device, or the machine, has too little memory for what was asked of it.</summary>
/// <remarks>The device stays usable: the same object may be asked for less.</remarks>
public sealed class DeviceMemoryException : FaceptorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="device">
    /// Whose memory it is, for example <c>CUDA device 0</c>; it becomes the head of the message.
    /// </param>
    /// <param name="problem">How much was asked for and how much is there, and what to lower.</param>
    /// <param name="innerException">What the tensor library said.</param>
    public DeviceMemoryException(string device, string problem, Exception? innerException = null)
        : base($"memory of {device}: {problem}", innerException)
    {
        Device = device;
    }

    /// <summary>Whose memory it is.</summary>
    public string Device { get; }
}
