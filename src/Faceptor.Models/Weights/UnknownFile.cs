using Faceptor.Core.Errors;

namespace Faceptor.Models.Weights;

/// <summary>What to say of a readable file that holds no network of a known source.</summary>
internal static class UnknownFile
{
    private const int MaxNames = 2;

    /// <summary>What was expected and what was got.</summary>
    public static CheckpointException Describe(WeightFile file)
    {
        if (file.Names.Contains("encoder.patch_embedding.weight"))
        {
            return new CheckpointException(
                file.Path,
                $"the names are those of Faceptor for .NET, but the file carries no model options "
                + $"('{WeightMetadata.OptionsKey}'); save the model again with Faceptor for .NET.");
        }

        if (file.Others.FirstOrDefault(part => part.Reason.StartsWith("of a class", StringComparison.Ordinal)) is
            { } closed && file.Names.Count == 0)
        {
            return new CheckpointException(
                file.Path,
                $"expected named tensors, got only an object of an unknown class, {MessageText.Quote(closed.Name)}; "
                + "nothing was run. Save the numbers alone: torch.save(model.state_dict(), path).");
        }

        string[] got = [.. file.Names.Take(MaxNames).Select(name => $"'{MessageText.Quote(name)}'")];
        return new CheckpointException(
            file.Path,
            $"the {file.Format} of {file.Names.Count} tensors carries no model options and has no names of a released "
            + "Faceptor or FaRL file: expected any prefix and 'visual.conv1.weight', got "
            + $"{(got.Length == 0 ? "none" : string.Join(", ", got))}; look at it with: faceptor inspect.");
    }
}
