using static TorchSharp.torch;

namespace Faceptor.Models.Families;

/// <summary>One number an attribute, each on its own.</summary>
internal sealed class AttributesNetwork : ValueNetwork
{
    public override TaskFamily Family => TaskFamily.Attributes;

    public override Tensor Decode(TaskOutput output, int sidePx) => output.Values.sigmoid()[0];
}
