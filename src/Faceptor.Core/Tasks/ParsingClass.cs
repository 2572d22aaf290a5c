namespace Faceptor.Core.Tasks;

/// <summary>One class of a parsing scheme.</summary>
/// <param name="Name">The dataset's short name, for example <c>llip</c>.</param>
/// <param name="Title">The same in plain words, for people.</param>
/// <param name="Red">Display colour, 0 to 255.</param>
/// <param name="Green">Display colour, 0 to 255.</param>
/// <param name="Blue">Display colour, 0 to 255.</param>
public sealed record ParsingClass(string Name, string Title, byte Red, byte Green, byte Blue);
