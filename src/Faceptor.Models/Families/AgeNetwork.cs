using Faceptor.Core.Heads;
using static TorchSharp.torch;

namespace Faceptor.Models.Families;

/// <summary>One number a year, which together are a distribution.</summary>
internal sealed class AgeNetwork : ValueNetwork
{
    public override TaskFamily Family => TaskFamily.Age;

    // The 101 queries of an age are compared with each other: all of them begin with the whole face.
    public override bool HasPlaces => false;

    public override Tensor Decode(TaskOutput output, int sidePx) =>
        AgeDistribution.Probabilities(output.Values, output.AgeActivation)[0];
}
