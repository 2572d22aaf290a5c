using Faceptor.Models.Weights;
using Faceptor.Serialization;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using static TorchSharp.torch;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// What training carries from step to step besides the model: what the losses learned, the optimiser's moments, the
/// gradient scaler. Random numbers come from seed, step and portion, so they need no state.
/// </summary>
internal static class TrainingState
{
    private const string OptimizerPrefix = "optimizer.";
    private const string ScalerPrefix = "scaler.";

    /// <summary>The state by name.</summary>
    /// <returns>Tensors of their owners.</returns>
    public static Dictionary<string, Tensor> Collect(
        FaceCriterion criterion, FusedAdamW optimizer, GradientScaler scaler)
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, parameter) in criterion.LearnedParameters)
        {
            state.Add(ParameterGroups.CriterionPrefix + name, parameter);
        }

        foreach (var (name, tensor) in optimizer.GetState())
        {
            state.Add(OptimizerPrefix + name, tensor);
        }

        foreach (var (name, tensor) in scaler.GetState())
        {
            state.Add(ScalerPrefix + name, tensor);
        }

        return state;
    }

    /// <summary>Takes a state over.</summary>
    /// <param name="path">A file of <see cref="Collect"/>'s tensors.</param>
    /// <param name="criterion">The losses to fill.</param>
    /// <param name="optimizer">The optimiser to fill.</param>
    /// <param name="scaler">The scaler to fill.</param>
    /// <exception cref="CheckpointException">The file is damaged or belongs to another recipe.</exception>
    public static void Restore(
        string path, FaceCriterion criterion, FusedAdamW optimizer, GradientScaler scaler)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var file = SafeTensors.Open(path);
        foreach (var (name, parameter) in criterion.LearnedParameters)
        {
            var key = ParameterGroups.CriterionPrefix + name;
            if (!file.Names.Contains(key) || !file.ShapeOf(key).SequenceEqual(parameter.shape))
            {
                throw new CheckpointException(
                    path,
                    $"expected '{key}' of shape [{string.Join(", ", parameter.shape)}]; "
                    + "resume with the recipe that the checkpoint was written with.");
            }

            using var values = file.Read(key);
            parameter.copy_(values);
        }

        optimizer.LoadState(Part(file, OptimizerPrefix), path);
        scaler.LoadState(Part(file, ScalerPrefix), path);
    }

    private static Dictionary<string, Tensor> Part(SafeTensors file, string prefix) =>
        file.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[prefix.Length..], file.Read, StringComparer.Ordinal);
}
