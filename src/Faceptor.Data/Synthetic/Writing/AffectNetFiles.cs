using Faceptor.Core.Tasks;

namespace Faceptor.Data.Synthetic.Writing;

/// <summary>AffectNet: face crops with one of seven expressions.</summary>
internal static class AffectNetFiles
{
    public static void Write(DrawnStudio studio, DrawnSetSizes sizes)
    {
        var lines = studio.Make(sizes.AffectNetTrain + sizes.AffectNetTest, index =>
        {
            var random = DrawnRandom.For(studio.Seed, "AffectNet", index);
            var face = ExpressionPictures.Draw(
                studio, random, DrawnCast.AffectNet + index, (Expression)(index % 7), 128);
            var name = $"{300 + (index % 40)}/{random.NextBits():x16}{random.NextBits():x16}.jpg";
            studio.Store($"AffectNet/data/{name}", DrawnStudio.Jpeg(face.Image));
            return $"{name} {(int)face.Expression}";
        });
        studio.StoreLines("AffectNet/label/train.txt", lines[..sizes.AffectNetTrain]);
        studio.StoreLines("AffectNet/label/test.txt", lines[sizes.AffectNetTrain..]);
    }
}
