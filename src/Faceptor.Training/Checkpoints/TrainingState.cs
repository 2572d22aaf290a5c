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
    /// <returns>
    /// Tensors of their owners, but for what ranks share: of that whole ones, which belong to the caller's scope. They do
    /// not tell how many ranks there were; every rank calls this at the same time.
    /// </returns>
    public static Dictionary<string, Tensor> Collect(
        FaceCriterion criterion, FusedAdamW optimizer, GradientScaler scaler)
    {
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var shared = SharedTensors(criterion);
        foreach (var (name, parameter) in criterion.LearnedParameters)
        {
            Add(ParameterGroups.CriterionPrefix + name, parameter, ParameterGroups.CriterionPrefix + name);
        }

        foreach (var (name, tensor) in optimizer.GetState())
        {
            Add(OptimizerPrefix + name, tensor, name);
        }

        foreach (var (name, tensor) in scaler.GetState())
        {
            state.Add(ScalerPrefix + name, tensor);
        }

        return state;

        void Add(string key, Tensor own, string name) =>
            state.Add(key, shared.TryGetValue(name, out var loss) ? loss.GatherRows(own) : own);
    }

    // What has a row a class, by its name: class weights and their moments.
    private static Dictionary<string, CosFaceLoss> SharedTensors(FaceCriterion criterion) =>
        criterion.ShardedClassifiers
            .SelectMany(entry => FusedAdamW.StateShapedLike(ParameterGroups.CriterionPrefix + entry.Name)
                .Append(ParameterGroups.CriterionPrefix + entry.Name)
                .Select(name => KeyValuePair.Create(name, entry.Loss)))
            .ToDictionary(StringComparer.Ordinal);

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
        var shared = SharedTensors(criterion);
        foreach (var (name, parameter) in criterion.LearnedParameters)
        {
            var key = ParameterGroups.CriterionPrefix + name;
            var shape = shared.TryGetValue(key, out var loss)
                ? [loss.NumIdentities, .. parameter.shape[1..]]
                : parameter.shape;
            if (!file.Names.Contains(key) || !file.ShapeOf(key).SequenceEqual(shape))
            {
                throw new CheckpointException(
                    path,
                    $"expected '{key}' of shape [{string.Join(", ", shape)}]; "
                    + "resume with the recipe that the checkpoint was written with.");
            }

            using var values = Own(key, file.Read(key));
            parameter.copy_(values);
        }

        optimizer.LoadState(
            Part(file, OptimizerPrefix).ToDictionary(entry => entry.Key, entry => Own(entry.Key, entry.Value)), path);
        scaler.LoadState(Part(file, ScalerPrefix), path);

        Tensor Own(string name, Tensor whole) => shared.TryGetValue(name, out var loss)
            && whole.dim() > 0 && whole.size(0) == loss.NumIdentities
                ? loss.Shards.Slice(whole)
                : whole;
    }

    private static Dictionary<string, Tensor> Part(SafeTensors file, string prefix) =>
        file.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[prefix.Length..], file.Read, StringComparer.Ordinal);
}
