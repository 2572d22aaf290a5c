using Faceptor.Core.Heads;
using static TorchSharp.torch;

namespace Faceptor.Models.Families;

/// <summary>One heatmap a point.</summary>
internal sealed class LandmarksNetwork : MapNetwork
{
    public override TaskFamily Family => TaskFamily.Landmarks;

    public override Tensor Decode(TaskOutput output, int sidePx) => HeatmapDecoding.CenterOfMass(output.Values)[0];

    public override Tensor? DecodePeaks(TaskOutput output) => HeatmapDecoding.Peaks(output.Values)[0];
}
