// Faces that belong to nobody, with every label. Arguments: [folder]
using Faceptor;
using Faceptor.Imaging;
using Faceptor.Synthetic;

const int NumIdentities = 4;
const long Seed = 1;
var folder = args.Length > 0 ? args[0] : "drawn-faces";
Directory.CreateDirectory(folder);

for (var number = 0; number < NumIdentities; number++)
{
    var identity = SyntheticIdentity.Create(Seed, number);
    foreach (var expression in new[] { Expression.Neutral, Expression.Happy, Expression.Surprise })
    {
        // The same parameters give the same bytes, on every machine of one kind and on every thread.
        var parameters = new SyntheticFaceParameters
        {
            Identity = identity,
            AgeYears = identity.UsualAgeYears,
            Expression = expression,
            YawDegrees = 6 * number,
            HasGlasses = identity.WearsGlasses,
            Background = (SyntheticBackground)number,
            DetailSeed = number,
        };
        var face = SyntheticFaceRenderer.Draw(parameters, SyntheticFrame.CelebAHq);

        var path = Path.Combine(folder, $"person{number}-{expression}");
        File.WriteAllBytes($"{path}.png", ImageCodec.EncodePng(face.Image));
        File.WriteAllBytes($"{path}-classes.png", ImageCodec.EncodePng(face.Map!));
        var names = FaceAttributes.CelebA.Zip(face.Attributes).Where(pair => pair.Second).Select(pair => pair.First);
        Console.WriteLine(
            $"{path}.png: {face.AgeYears} years, {face.Landmarks.Length} points, {string.Join(", ", names)}");
    }
}

Console.WriteLine($"images and class maps are in {Path.GetFullPath(folder)}");
