namespace Faceptor.Inference.Predictions;

/// <summary>How much of the picture a class covers.</summary>
/// <param name="Name">The dataset's short name, for example <c>llip</c>.</param>
/// <param name="Title">The same in plain words.</param>
/// <param name="AreaPx">Pixels of the original picture.</param>
/// <param name="ShareRatio">The same as a share of the whole picture, 0 to 1.</param>
public readonly record struct ClassArea(string Name, string Title, long AreaPx, double ShareRatio);
