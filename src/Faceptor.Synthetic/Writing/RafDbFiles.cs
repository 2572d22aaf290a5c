namespace Faceptor.Synthetic.Writing;

/// <summary>
/// RAF-DB: aligned faces of 100 x 100 with one of seven expressions, numbered in the set's own order.
/// </summary>
internal static class RafDbFiles
{
    public static void Write(SyntheticDatasetWriter studio, SyntheticSetSizes sizes)
    {
        var lines = studio.Make(sizes.RafDbTrain + sizes.RafDbTest, index =>
        {
            var random = SyntheticRandom.For(studio.Seed, "RAF-DB", index);
            var face = ExpressionImages.Draw(studio, random, IdentityRanges.RafDb + index, (Expression)(index % 7), 100);
            var name = index < sizes.RafDbTrain
                ? $"train_{index + 1:D5}.jpg"
                : $"test_{index - sizes.RafDbTrain + 1:D4}.jpg";
            studio.Store($"RAF-DB/basic/data/{name}", SyntheticDatasetWriter.Jpeg(face.Image));
            return $"{name} {StoredClass(face.Expression)}";
        });
        studio.StoreLines("RAF-DB/basic/label.txt", lines);
    }

    private static int StoredClass(Expression expression) => expression switch
    {
        Expression.Surprise => 1,
        Expression.Fear => 2,
        Expression.Disgust => 3,
        Expression.Happy => 4,
        Expression.Sad => 5,
        Expression.Anger => 6,
        _ => 7,
    };
}
