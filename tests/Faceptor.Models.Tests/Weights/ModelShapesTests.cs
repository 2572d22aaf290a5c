using Faceptor.Core.Decoders;
using Faceptor.Models.Weights;

namespace Faceptor.Models.Tests.Weights;

/// <summary>Names and shapes told from options are those of the model that the options make.</summary>
public sealed class ModelShapesTests
{
    public static TheoryData<string> Variants => [.. Options.Keys];

    private static Dictionary<string, FaceptorOptions> Options { get; } = new()
    {
        ["minute"] = MinuteModel.Options,
        ["official"] = OfficialModel.Options,
        ["with the unused projection"] = MinuteModel.Options with { UnusedProjectionDim = 7 },
        ["learned positions"] = MinuteModel.Options with { PositionEmbedding = MemoryPositions.Learned },
        ["one task"] = MinuteModel.Options with { Tasks = [FaceTasks.AgeMorph2] },
        ["identity alone"] = MinuteModel.Options with { Tasks = [FaceTasks.IdentityMs1mV3] },
        ["all tasks"] = MinuteModel.Options with { Tasks = FaceTasks.Full },
        ["Layer-Attention"] = MinuteModel.Options with
        {
            EncoderBlocks = 5,
            LayerAttention =
            [
                new LayerAttentionOptions { Task = FaceTasks.AgeMorph2 },
                new LayerAttentionOptions { Task = FaceTasks.Landmarks300W, Projection = LevelProjection.PerTask },
                new LayerAttentionOptions
                {
                    Task = FaceTasks.AttributesCelebA, Levels = [1, 3], Projection = LevelProjection.PerTask,
                },
                new LayerAttentionOptions { Task = FaceTasks.ExpressionRafDb, Levels = [2], IsOn = false },
            ],
        },
        ["minute Naive"] = MinuteNaiveModel.Options,
        ["official Naive"] = OfficialNaiveModel.Options,
        ["Naive, one task"] = MinuteNaiveModel.Options with
        {
            Tasks = [FaceTasks.ParsingLaPa],
            UnusedProjectionDim = 3,
        },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Shapes_of_options_are_those_of_the_model(string variant)
    {
        using var model = FaceptorModelFactory.Create(Options[variant]);

        var shapes = ModelShapes.Of(Options[variant]);

        static IEnumerable<string> Text(IEnumerable<KeyValuePair<string, long[]>> all) =>
            all.Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value)}]").Order(StringComparer.Ordinal);
        Assert.Equal(Text(ModelShapes.Of(model)), Text(shapes));
        Assert.Equal(
            model.Module.state_dict().Values.Sum(tensor => tensor.numel()), ModelShapes.Count(shapes.Values));
    }
}
