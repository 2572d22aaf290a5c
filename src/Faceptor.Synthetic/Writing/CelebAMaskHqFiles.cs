using System.Numerics;

namespace Faceptor.Synthetic.Writing;

/// <summary>CelebAMask-HQ: images and one mask file for each class in them.</summary>
internal static class CelebAMaskHqFiles
{
    private const int IdsPerFolder = 2000;

    /// <summary>File name suffixes; the class number is the place + 1.</summary>
    private static readonly string[] Suffixes =
    [
        "neck", "skin", "cloth", "l_ear", "r_ear", "l_brow", "r_brow", "l_eye", "r_eye", "nose", "mouth", "l_lip",
        "u_lip", "hair", "eye_g",
        "hat", "ear_r", "neck_l",
    ];

    private static readonly SyntheticFaceSampler Sampler = new() { Ages = (8, 80), AccessoryFactor = 1.3f, BlurChance = 0 };

    public static void Write(SyntheticDatasetWriter studio, SyntheticSetSizes sizes)
    {
        var count = sizes.ParsingTrain + sizes.ParsingValidation + sizes.ParsingTest;
        studio.Make(count, id => Draw(studio, id));

        // The list of CelebA itself goes by another number, here a shuffled one, and decides split and order.
        var originals = Enumerable.Range(1, count).ToArray();
        SyntheticRandom.For(studio.Seed, "CelebAMask-HQ mapping").Shuffle(originals.AsSpan());
        studio.StoreLines(
            "CelebAMask-HQ/CelebA-HQ-to-CelebA-mapping.txt",
            [
                "idx        orig_idx    orig_file",
                .. originals.Select((original, id) => $"{id,-11}{original - 1,-12}{original:D6}.jpg"),
            ]);
        studio.StoreLines(
            "CelebAMask-HQ/list_eval_partition.txt",
            Enumerable.Range(1, count).Select(original => $"{original:D6}.jpg {Split(original)}"));

        int Split(int original) =>
            original <= sizes.ParsingTrain ? 0 : original <= sizes.ParsingTrain + sizes.ParsingValidation ? 1 : 2;
    }

    private static bool Draw(SyntheticDatasetWriter studio, int id)
    {
        var random = SyntheticRandom.For(studio.Seed, "CelebAMask-HQ", id);
        var parameters = Sampler.Sample(SyntheticIdentity.Create(studio.Seed, IdentityRanges.CelebAMaskHq + id), random);
        var shift = new Vector2(random.Uniform(-4, 4), random.Uniform(-4, 4));
        var face = SyntheticFaceRenderer.Draw(parameters, SyntheticFrame.CelebAHq.Shifted(shift, random.Uniform(0.92f, 1.04f)));
        studio.Store($"CelebAMask-HQ/CelebA-HQ-img/{id}.jpg", SyntheticDatasetWriter.Jpeg(face.Image));
        StoreMasks(studio, id, face.Map!);
        return true;
    }

    private static void StoreMasks(SyntheticDatasetWriter studio, int id, LabelMap map)
    {
        var mask = new byte[map.Classes.Length];
        for (var place = 0; place < Suffixes.Length; place++)
        {
            if (map.Classes.Contains((byte)(place + 1)))
            {
                Select(map.Classes, (byte)(place + 1), mask);
                studio.Store(
                    $"CelebAMask-HQ/CelebAMask-HQ-mask-anno/{id / IdsPerFolder}/{id:D5}_{Suffixes[place]}.png",
                    SyntheticDatasetWriter.GreyPng(map.Width, map.Height, mask));
            }
        }
    }

    /// <summary>255 where the class is, 0 elsewhere.</summary>
    private static void Select(ReadOnlySpan<byte> classes, byte wanted, Span<byte> mask)
    {
        var i = 0;
        var all = new Vector<byte>(wanted);
        for (; i <= mask.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Equals(new Vector<byte>(classes[i..]), all).CopyTo(mask[i..]);
        }

        for (; i < mask.Length; i++)
        {
            mask[i] = classes[i] == wanted ? (byte)255 : (byte)0;
        }
    }
}
