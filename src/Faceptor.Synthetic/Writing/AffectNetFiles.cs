namespace Faceptor.Synthetic.Writing;

/// <summary>AffectNet: face crops with one of seven expressions.</summary>
internal static class AffectNetFiles
{
    public static void Write(SyntheticDatasetWriter studio, SyntheticSetSizes sizes)
    {
        var lines = studio.Make(sizes.AffectNetTrain + sizes.AffectNetTest, index =>
        {
            var random = SyntheticRandom.For(studio.Seed, "AffectNet", index);
            var face = ExpressionImages.Draw(
                studio, random, IdentityRanges.AffectNet + index, (Expression)(index % 7), 128);
            var name = $"{300 + (index % 40)}/{random.NextBits():x16}{random.NextBits():x16}.jpg";
            studio.Store($"AffectNet/data/{name}", SyntheticDatasetWriter.Jpeg(face.Image));
            return $"{name} {(int)face.Expression}";
        });
        studio.StoreLines("AffectNet/label/train.txt", lines[..sizes.AffectNetTrain]);
        studio.StoreLines("AffectNet/label/test.txt", lines[sizes.AffectNetTrain..]);
    }
}
