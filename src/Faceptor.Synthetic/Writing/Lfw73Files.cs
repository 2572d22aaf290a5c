using System.Collections.Immutable;
using System.Numerics;

namespace Faceptor.Synthetic.Writing;

/// <summary>LFW-73: images of 250 x 250 in a folder for each identity, with 73 attributes in a pickle.</summary>
internal static class Lfw73Files
{
    // The one set that has photographs without colours, dark glasses by name, and small children.
    private static readonly SyntheticFaceSampler Sampler = new()
    {
        Ages = (2, 76),
        AgeGap = (37, 44),
        CalmWeight = 3,
        ShinyChance = 0.2f,
        MonochromeChance = 0.1f,
    };

    public static void Write(SyntheticDatasetWriter studio, SyntheticTransferSizes sizes)
    {
        var (train, test) = (sizes.LfwTrain, sizes.LfwTest);
        var rows = studio.Make(train + test, index => Draw(studio, index));
        AttributePickleFile.Write(
            studio.PathOf("LFW-73/label.pkl"),
            FaceAttributes.Lfw73,
            [.. rows.Select(row => row.Name)],
            [.. rows.Select(row => row.Labels)],
            ("train", Enumerable.Range(0, train)),
            ("test", Enumerable.Range(train, test)));
    }

    /// <summary>What is drawn for a row, and where.</summary>
    internal static (SyntheticFaceParameters Parameters, SyntheticFrame Frame) Plan(long seed, int index)
    {
        var random = SyntheticRandom.For(seed, "LFW-73", index);
        var parameters = Sampler.Sample(SyntheticIdentity.Create(seed, IdentityRanges.Lfw73 + index), random);
        var shift = new Vector2(random.Uniform(-4, 4), random.Uniform(-4, 4));
        return (parameters, SyntheticFrame.Lfw.Shifted(shift, random.Uniform(0.95f, 1.05f)));
    }

    private static (string Name, ImmutableArray<bool> Labels) Draw(SyntheticDatasetWriter studio, int index)
    {
        var (parameters, frame) = Plan(studio.Seed, index);
        var identity = $"Drawn_Person_{index + 1:D5}";
        var name = $"{identity}/{identity}_0001.jpg";
        studio.Store($"LFW-73/data/{name}", SyntheticDatasetWriter.Jpeg(SyntheticFaceRenderer.Draw(parameters, frame).Image));
        return (name, SyntheticLfwAttributes.Of(parameters));
    }
}
