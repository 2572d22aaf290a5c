using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Faceptor.Models;
using Faceptor.Training.Recipes;

namespace Faceptor.Docs.Tests.Commands;

/// <summary>What tests change of a document's command, so that it runs in seconds and on files that are there.</summary>
internal static partial class Reductions
{
    /// <summary>Words of the text: what is replaced, by what.</summary>
    private static readonly ImmutableArray<(string Pattern, string Replacement, string Why)> Table =
    [
        (@"--steps \d+", "--steps 2", "two steps show that training goes"),
        (@"--count \d+", "--count 8", "so many images are drawn in a second"),
        (@"--data DIR\b", "--data datasets", "a name that the reader replaces"),
        (@"--weights FILE\b", "--weights run/weights.safetensors", "a name that the reader replaces"),
        (@"\binspect FILE\b", "inspect run/weights.safetensors", "a name that the reader replaces"),
        (@"--out OUT\b", "--out out", "a name that the reader replaces"),
        (@"\brecipes NAME\b", "recipes small", "a name that the reader replaces"),
        (@"\bsynthesize DIR\b", "synthesize drawn --count 8", "a name that the reader replaces"),
    ];

    // Settings of a network of the small recipes, and of one that starts from FaRL's encoder (its file is as small).
    private const string SmallNetwork = " --set model.encoderDim=32 --set model.decoderLayers=2";

    private const string BaseNetwork = " --set model.encoderDim=48 --set model.encoderHeads=4 --set model.encoderBlocks=4"
        + " --set model.decoderDim=32 --set model.decoderLayers=2 --set model.decoderFeedForwardDim=64"
        + " --set model.identityDim=40 --set model.attributeInputSidePx=48 --set model.denseInputSidePx=64"
        + " --set landmarkTargetSidePx=16";

    private const string NaiveHeads = " --set model.naiveHeads.denseDim=16 --set model.naiveHeads.denseBlocks=[1,2,3,4]"
        + " --set model.naiveHeads.attributeDim=16 --set model.naiveHeads.attributeBlocks=[1,2,3,4]";

    /// <summary>The command that is run in place of a documented one.</summary>
    /// <param name="text">The documented one.</param>
    /// <param name="read">Reads a file of the folder that it runs in.</param>
    public static string Of(string text, Func<string, string> read)
    {
        foreach (var (pattern, replacement, _) in Table)
        {
            text = Regex.Replace(text, pattern, replacement);
        }

        var words = ShellWords.Split(text);
        return words is [_, "train", ..] && !words.Contains("--resume") ? text + OfTraining(words, read) : text;
    }

    // Fewer steps, samples a step and numbers in the network; recipe, tasks, data and weights stay.
    private static string OfTraining(string[] words, Func<string, string> read)
    {
        var config = Value(words, "--config") is { } path ? read(path) : string.Empty;
        var name = Value(words, "--recipe") ?? (RecipeName().Match(config) is { Success: true } match
            ? match.Groups["name"].Value : KnownRecipes.Small.Name);
        var recipe = KnownRecipes.Get(words.Contains("--direct") ? KnownRecipes.LayerAttentionDirect.Name : name);
        var isSmall = name.StartsWith(KnownRecipes.Small.Name, StringComparison.Ordinal)
            || Value(words, "--preset") is not null;
        var result = (words.Contains("--steps") ? string.Empty : " --steps 2") + " --log-interval 1 --workers 1";
        if (!recipe.NeedsWeights)
        {
            var isNaive = recipe.Model?.Architecture == ModelArchitecture.Naive || words.Contains("model.architecture=naive");
            result += (isSmall ? SmallNetwork : BaseNetwork) + (isNaive ? NaiveHeads : string.Empty);
        }

        if (Value(words, "--task") is null && config.Length == 0)
        {
            result += string.Concat(
                recipe.Training.Tasks.Select(entry => $" --set tasks.{entry.Task.Id}.batchSize=2"));

            // So few samples are not dealt out.
            result += words.Contains("--portions") ? string.Empty : " --portions 1";
        }

        return result;
    }

    private static string? Value(string[] words, string option) =>
        Array.IndexOf(words, option) is >= 0 and var place && place + 1 < words.Length ? words[place + 1] : null;

    [GeneratedRegex("^recipe: (?<name>[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex RecipeName();
}
