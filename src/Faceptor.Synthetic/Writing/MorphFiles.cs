namespace Faceptor.Synthetic.Writing;

/// <summary>MORPH II: portraits with an age from 16 to 77.</summary>
internal static class MorphFiles
{
    private static readonly SyntheticFaceSampler Sampler = new()
    {
        Ages = (16, 77),
        CalmWeight = 5,
        AccessoryFactor = 0.6f,
        BlurChance = 0.02f,
    };

    public static void Write(SyntheticDatasetWriter studio, SyntheticSetSizes sizes)
    {
        var lines = studio.Make(sizes.AgeTrain + sizes.AgeTest, index =>
        {
            var random = SyntheticRandom.For(studio.Seed, "MORPH2", index);
            var identity = SyntheticIdentity.Create(studio.Seed, IdentityRanges.Morph + index);
            var face = SyntheticFaceRenderer.Draw(Sampler.Sample(identity, random), FaceCrops.Jittered(random, 128));
            var name = $"{70_000 + index:D6}_{random.Below(8)}{(identity.IsMale ? 'M' : 'F')}{face.AgeYears:D2}.JPG";
            studio.Store($"MORPH2/data/{name}", SyntheticDatasetWriter.Jpeg(face.Image));
            return $"{name} {face.AgeYears}";
        });
        studio.StoreLines("MORPH2/label/RANDOM_80_20/train.txt", lines[..sizes.AgeTrain]);
        studio.StoreLines("MORPH2/label/RANDOM_80_20/test.txt", lines[sizes.AgeTrain..]);
    }
}
