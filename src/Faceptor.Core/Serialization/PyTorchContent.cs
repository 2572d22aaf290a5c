namespace Faceptor.Core.Serialization;

/// <summary>What opening a PyTorch file finds.</summary>
/// <param name="Root">The object tree, as <see cref="PickleReader"/> gives it.</param>
/// <param name="PickleBytes">Length of the tree's pickle.</param>
/// <param name="Storages">Where the numbers are.</param>
/// <param name="IsBigEndian">Whether the storages' numbers stand from high byte to low.</param>
/// <param name="IsLegacy">Whether the file is a stream from before PyTorch 1.6.</param>
internal sealed record PyTorchContent(
    object? Root, long PickleBytes, PyTorchStorages Storages, bool IsBigEndian, bool IsLegacy);
