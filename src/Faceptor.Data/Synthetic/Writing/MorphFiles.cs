namespace Faceptor.Data.Synthetic.Writing;

/// <summary>MORPH II: portraits with an age from 16 to 77.</summary>
internal static class MorphFiles
{
    private static readonly DrawnFaceSampler Sampler = new()
    {
        Ages = (16, 77),
        CalmWeight = 5,
        AccessoryFactor = 0.6f,
        BlurChance = 0.02f,
    };

    public static void Write(DrawnStudio studio, DrawnSetSizes sizes)
    {
        var lines = studio.Make(sizes.AgeTrain + sizes.AgeTest, index =>
        {
            var random = DrawnRandom.For(studio.Seed, "MORPH2", index);
            var person = DrawnPerson.Create(studio.Seed, DrawnCast.Morph + index);
            var face = DrawnFaceRenderer.Draw(Sampler.Sample(person, random), FaceCrops.Jittered(random, 128));
            var name = $"{70_000 + index:D6}_{random.Below(8)}{(person.IsMale ? 'M' : 'F')}{face.AgeYears:D2}.JPG";
            studio.Store($"MORPH2/data/{name}", DrawnStudio.Jpeg(face.Image));
            return $"{name} {face.AgeYears}";
        });
        studio.StoreLines("MORPH2/label/RANDOM_80_20/train.txt", lines[..sizes.AgeTrain]);
        studio.StoreLines("MORPH2/label/RANDOM_80_20/test.txt", lines[sizes.AgeTrain..]);
    }
}
