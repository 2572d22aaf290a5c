using Faceptor.Core.Heads;
using static TorchSharp.torch;

namespace Faceptor.Models.Families;

/// <summary>One map a class, at the size of the input in the end.</summary>
internal sealed class ParsingNetwork : MapNetwork
{
    public override TaskFamily Family => TaskFamily.Parsing;

    public override long MapSidePx(int inputSidePx, long outputSidePx) => Math.Max(inputSidePx, outputSidePx);

    public override Tensor Decode(TaskOutput output, int sidePx) =>
        MapResizing.Bilinear(output.Values, sidePx, sidePx)[0];
}
