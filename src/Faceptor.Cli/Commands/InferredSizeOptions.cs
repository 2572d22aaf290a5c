using System.CommandLine;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Commands;

/// <summary>What the shapes of a foreign weight file do not tell; published files need none of it.</summary>
internal sealed class InferredSizeOptions
{
    public Option<int?> Heads { get; } = Size("--heads", "Attention heads of the encoder; width / 64 when left out.");

    public Option<int?> DecoderHeads { get; } =
        Size("--decoder-heads", "Attention heads of the decoder; 8 when left out.");

    public Option<int?> AttributeInput { get; } = Size(
        "--attribute-input-size",
        "Input side of age, expression, attributes and identity in pixels; 112 when left out.");

    public Option<int?> DenseInput { get; } = Size(
        "--dense-input-size",
        "Input side of landmarks and parsing in pixels; what the position grid was made for when left out.");

    public WeightLoadOptions Read(ParseResult parsed) => new()
    {
        EncoderHeads = parsed.GetValue(Heads),
        DecoderHeads = parsed.GetValue(DecoderHeads),
        AttributeInputSidePx = parsed.GetValue(AttributeInput),
        DenseInputSidePx = parsed.GetValue(DenseInput),
    };

    private static Option<int?> Size(string name, string description)
    {
        var option = new Option<int?>(name)
        {
            Description = $"Of a foreign file: {char.ToLowerInvariant(description[0])}{description[1..]}",
            HelpName = "N",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value < 1)
            {
                result.AddError($"{name}: expected a whole number from 1, got {value}.");
            }
        });
        return option;
    }
}
