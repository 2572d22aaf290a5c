using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Core.Serialization;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Synthetic.Writing;

/// <summary>CelebA: aligned pictures with 40 attributes in a pickle.</summary>
internal static class CelebAFiles
{
    /// <summary>People pose for CelebA: most look calm or smile. Nobody is of an age that may pass for either.</summary>
    private static readonly DrawnFaceSampler Sampler = new() { Ages = (12, 66), AgeGap = (37, 44), CalmWeight = 7 };

    public static void Write(DrawnStudio studio, DrawnSetSizes sizes)
    {
        var (train, validation, test) = (sizes.CelebATrain, sizes.CelebAValidation, sizes.CelebATest);
        var labels = studio.Make(train + validation + test, index =>
        {
            var random = DrawnRandom.For(studio.Seed, "CelebA", index);
            var parameters = Sampler.Sample(DrawnPerson.Create(studio.Seed, DrawnCast.CelebA + index), random);
            var shift = new Vector2(random.Uniform(-3, 3), random.Uniform(-3, 3));
            var face = DrawnFaceRenderer.Draw(
                parameters, DrawnFrame.CelebA.Shifted(shift, random.Uniform(0.95f, 1.05f)));
            studio.Store($"CelebA/data/{FileName(index)}", DrawnStudio.Jpeg(face.Image));
            return face.Attributes;
        });
        using var pickle = new PickleWriter(File.Create(studio.PathOf("CelebA/label.pkl")));
        pickle.Dictionary(
            ("image_name", () => pickle.List(Enumerable.Range(0, labels.Length).Select(FileName), pickle.Text)),
            ("attr", () => pickle.List(labels, row => WriteRow(pickle, row))),
            ("attr_name", () => pickle.List(FaceAttributes.CelebA, pickle.Text)),
            ("partition", () => pickle.Dictionary(
                ("train", () => pickle.List(Enumerable.Range(0, train), pickle.Integer)),
                ("val", () => pickle.List(Enumerable.Range(train, validation), pickle.Integer)),
                ("trainval", () => pickle.List(Enumerable.Range(0, train + validation), pickle.Integer)),
                ("test", () => pickle.List(Enumerable.Range(train + validation, test), pickle.Integer)))));
    }

    private static string FileName(int index) => $"{index + 1:D6}.jpg";

    private static void WriteRow(PickleWriter pickle, ImmutableArray<bool> row) =>
        pickle.List(row, value => pickle.Integer(value ? 1 : 0));
}
