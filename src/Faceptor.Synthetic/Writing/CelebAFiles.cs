using System.Numerics;

namespace Faceptor.Synthetic.Writing;

/// <summary>CelebA: aligned images with 40 attributes in a pickle.</summary>
internal static class CelebAFiles
{
    /// <summary>
    /// People pose for CelebA: most look into the camera, calm or with a smile. Nobody is of an age that passes for
    /// young and for old.
    /// </summary>
    private static readonly SyntheticFaceSampler Sampler = new()
    {
        RollDegrees = 4,
        YawDegrees = 12,
        PitchDegrees = 5,
        Ages = (12, 66),
        AgeGap = (37, 44),
        CalmWeight = 7,
    };

    public static void Write(SyntheticDatasetWriter studio, SyntheticSetSizes sizes)
    {
        var (train, validation, test) = (sizes.CelebATrain, sizes.CelebAValidation, sizes.CelebATest);
        var labels = studio.Make(train + validation + test, index =>
        {
            var random = SyntheticRandom.For(studio.Seed, "CelebA", index);
            var parameters = Sampler.Sample(SyntheticIdentity.Create(studio.Seed, IdentityRanges.CelebA + index), random);
            var shift = new Vector2(random.Uniform(-2, 2), random.Uniform(-2, 2));
            var face = SyntheticFaceRenderer.Draw(
                parameters, SyntheticFrame.CelebA.Shifted(shift, random.Uniform(0.97f, 1.03f)));
            studio.Store($"CelebA/data/{FileName(index)}", SyntheticDatasetWriter.Jpeg(face.Image));
            return face.Attributes;
        });
        AttributePickleFile.Write(
            studio.PathOf("CelebA/label.pkl"),
            FaceAttributes.CelebA,
            [.. Enumerable.Range(0, labels.Length).Select(FileName)],
            labels,
            ("train", Enumerable.Range(0, train)),
            ("val", Enumerable.Range(train, validation)),
            ("trainval", Enumerable.Range(0, train + validation)),
            ("test", Enumerable.Range(train + validation, test)));
    }

    private static string FileName(int index) => $"{index + 1:D6}.jpg";
}
