namespace Faceptor.Distributed;

/// <summary>A failure that all ranks have heard of, at the same place: what they do about it, they do together.</summary>
/// <param name="failure">What this rank throws in the end.</param>
internal sealed class RanksFailedException(Exception failure) : Exception(failure.Message, failure);
