using Faceptor.Core.Errors;
using Faceptor.Core.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>
/// Faceptor's own weight files: safetensors that carry the options of the model, so that nothing else is needed to load
/// them.
/// </summary>
public static class FaceptorWeights
{
    private const string FormatKey = "faceptor.format";
    private const string OptionsKey = "faceptor.options";
    private const string Format = "1";

    /// <summary>Writes a model's weights and options; the final name appears only when the file is complete.</summary>
    /// <param name="model">The model; unchanged.</param>
    /// <param name="path">The file to write.</param>
    /// <exception cref="IOException">The disk is full or the folder cannot be written.</exception>
    public static void Save(IFaceModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        SafeTensors.Write(path, model.Network.state_dict(), new Dictionary<string, string>
        {
            [FormatKey] = Format,
            [OptionsKey] = FaceptorOptionsJson.Write(model.Options),
        });
    }

    /// <summary>Makes the model a weight file describes and fills it.</summary>
    /// <param name="path">A file written by <see cref="Save"/>.</param>
    /// <returns>The model, of either architecture, on the CPU, in evaluation mode, owned by the caller.</returns>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged, of another kind, or does not fit its own options.
    /// </exception>
    public static IFaceModel Load(string path)
    {
        using var file = SafeTensors.Open(path);
        var model = FaceptorModelFactory.Create(ReadOptions(file));
        try
        {
            LoadInto(model, file);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Fills a model whose options are known with the weights of a file.</summary>
    /// <param name="model">The model to fill; unchanged when something does not fit.</param>
    /// <param name="path">A safetensors file under the model's own names.</param>
    /// <exception cref="CheckpointException">
    /// The file is missing or damaged, or its tensors do not fit the model.
    /// </exception>
    public static void LoadInto(IFaceModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var file = SafeTensors.Open(path);
        LoadInto(model, file);
    }

    private static void LoadInto(IFaceModel model, SafeTensors file)
    {
        using var scope = NewDisposeScope();
        WeightLoader.Load(model.Network, file.Path, file.Names.ToDictionary(name => name, file.Read));
        model.ClearCaches();
    }

    private static FaceptorOptions ReadOptions(SafeTensors file)
    {
        if (!file.Metadata.TryGetValue(OptionsKey, out var json))
        {
            throw new CheckpointException(
                file.Path,
                $"the file carries no model options ('{OptionsKey}'); it was not written by Faceptor for .NET.");
        }

        var format = file.Metadata.GetValueOrDefault(FormatKey);
        return format == Format
            ? FaceptorOptionsJson.Read(json, file.Path)
            : throw new CheckpointException(
                file.Path,
                $"the file has format '{format}', this version reads '{Format}'; update Faceptor for .NET.");
    }
}
