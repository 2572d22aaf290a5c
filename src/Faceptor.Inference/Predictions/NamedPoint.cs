namespace Faceptor.Inference.Predictions;

/// <summary>A point of the face.</summary>
/// <param name="Name">Which point, for example <c>left eye 1</c>; left is the viewer's.</param>
/// <param name="X">x in pixels of the original picture; pixel centres lie at whole numbers.</param>
/// <param name="Y">y in pixels of the original picture.</param>
public readonly record struct NamedPoint(string Name, float X, float Y);
