using Faceptor.Models;
using Faceptor.Training.Losses;

namespace Faceptor.Training.Optimization;

/// <summary>The two groups of a run: the encoder, and everything else including what the losses learn.</summary>
internal static class LearningGroups
{
    /// <summary>Position of the encoder's group.</summary>
    public const int Encoder = 0;

    /// <summary>Position of the other group.</summary>
    public const int Other = 1;

    /// <summary>Put before the names of what the losses learn.</summary>
    public const string CriterionPrefix = "losses.";

    /// <summary>Builds the groups; both decay alike, as in the released configuration.</summary>
    public static ParameterGroup[] Of(IFaceModel model, FaceCriterion criterion, double weightDecay)
    {
        var names = model.Network.named_parameters().ToDictionary(entry => entry.parameter.Handle, entry => entry.name);
        return
        [
            new ParameterGroup(model.EncoderParameters.Select(Named), weightDecay),
            new ParameterGroup(
                model.OtherParameters.Select(Named).Concat(criterion.LearnedParameters.Select(
                    entry => new NamedParameter(CriterionPrefix + entry.Name, entry.Parameter))),
                weightDecay),
        ];

        NamedParameter Named(TorchSharp.Modules.Parameter parameter) => new(names[parameter.Handle], parameter);
    }
}
