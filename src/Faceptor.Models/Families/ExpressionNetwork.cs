using static TorchSharp.torch;

namespace Faceptor.Models.Families;

/// <summary>One number a class, of which one holds.</summary>
internal sealed class ExpressionNetwork : ValueNetwork
{
    public override TaskFamily Family => TaskFamily.Expression;

    public override Tensor Decode(TaskOutput output, int sidePx) => output.Values.softmax(-1)[0];
}
