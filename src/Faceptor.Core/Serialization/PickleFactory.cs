namespace Faceptor.Core.Serialization;

/// <summary>
/// Makes the value that a pickle's call of an allowed global stands for. Never runs anything named by the file.
/// </summary>
/// <param name="arguments">The call's arguments, in order.</param>
/// <returns>The value, as described at <see cref="PickleReader"/>.</returns>
/// <exception cref="FormatException">The arguments do not fit; the message says why.</exception>
public delegate object? PickleFactory(IReadOnlyList<object?> arguments);
