namespace Faceptor.Training.Checkpoints;

/// <summary>One file of a checkpoint, as its manifest vouches for it.</summary>
/// <param name="Name">Name inside the checkpoint's folder.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Sha256">SHA-256 of the content, lower-case hexadecimal.</param>
public sealed record CheckpointFile(string Name, long Length, string Sha256);
