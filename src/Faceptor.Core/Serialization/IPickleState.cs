namespace Faceptor.Core.Serialization;

/// <summary>A value that takes its content from a later BUILD instruction of the pickle.</summary>
public interface IPickleState
{
    /// <summary>Takes the content.</summary>
    /// <param name="state">What the pickle passes to the value.</param>
    /// <exception cref="FormatException">The state does not fit; the message says why.</exception>
    void SetState(object? state);
}
