using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Optimization;

/// <summary>The two groups of a run: the encoder, and everything else including what the losses learn.</summary>
internal static class ParameterGroups
{
    /// <summary>Position of the encoder's group.</summary>
    public const int Encoder = 0;

    /// <summary>Position of the other group.</summary>
    public const int Other = 1;

    /// <summary>Put before the names of what the losses learn.</summary>
    public const string CriterionPrefix = "losses.";

    /// <summary>
    /// Builds the groups of what a run trains; either may be empty. Both decay alike, as in the released configuration.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="criterion">What the losses learn; it learns wherever the heads of the model do.</param>
    /// <param name="options">Tasks, what is trained, weight decay.</param>
    /// <exception cref="Faceptor.OptionsException">The model holds nothing that the options train.</exception>
    public static ParameterGroup[] Of(IFaceModel model, FaceCriterion criterion, TrainingOptions options)
    {
        var names = model.Module.named_parameters().ToDictionary(entry => entry.parameter.Handle, entry => entry.name);
        var encoder = model.EncoderParameters.Select(parameter => parameter.Handle).ToHashSet();
        var learning = TrainableParameters.Of(model, options)
            .Select(parameter => new NamedParameter(names[parameter.Handle], parameter))
            .ToLookup(entry => encoder.Contains(entry.Value.Handle));
        var losses = options.FineTuneScope is FineTuneScope.All or FineTuneScope.DecoderAndHeads
            ? criterion.LearnedParameters.Select(
                entry => new NamedParameter(CriterionPrefix + entry.Name, entry.Parameter))
            : [];
        return
        [
            new ParameterGroup(learning[true], options.WeightDecay),
            new ParameterGroup(learning[false].Concat(losses), options.WeightDecay),
        ];
    }
}
