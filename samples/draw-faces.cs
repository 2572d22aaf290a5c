#!/usr/bin/env dotnet
// Faces that belong to nobody, with every label: dotnet run draw-faces.cs -- faces --count 12
#:package Faceptor@*-*
#:package Faceptor.Synthetic@*-*
#:package System.CommandLine@3.0.0
#:property SatelliteResourceLanguages=en
using System.CommandLine;
using Faceptor;
using Faceptor.Imaging;
using Faceptor.Synthetic;

var folderArgument = new Argument<DirectoryInfo>("folder")
{
    Description = "Where the images go; made where it is missing.",
    DefaultValueFactory = _ => new DirectoryInfo("drawn-faces"),
};
var countOption = new Option<int>("--count") { Description = "How many faces.", DefaultValueFactory = _ => 12 };
var seedOption = new Option<long>("--seed")
{
    Description = "Decides the faces; the same seed draws the same bytes.",
    DefaultValueFactory = _ => 1,
};
countOption.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < 1 or > 100_000)
    {
        result.AddError("--count: expected 1 to 100000.");
    }
});
var root = new RootCommand("Draws invented faces: an image and a map of 19 face parts each, and prints their labels.")
{
    folderArgument, countOption, seedOption,
};
root.SetAction((parsed, token) => Task.FromResult(Draw(
    parsed.GetValue(folderArgument)!, parsed.GetValue(countOption), parsed.GetValue(seedOption), token)));

try
{
    return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("stopped.");
    return 130;
}
catch (Exception error) when (error is FaceptorException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static int Draw(DirectoryInfo folder, int count, long seed, CancellationToken token)
{
    Expression[] expressions = [Expression.Neutral, Expression.Happy, Expression.Surprise];
    folder.Create();
    for (var index = 0; index < count; index++)
    {
        token.ThrowIfCancellationRequested();
        var number = index / expressions.Length;
        var identity = SyntheticIdentity.Create(seed, number);
        var parameters = new SyntheticFaceParameters
        {
            Identity = identity,
            AgeYears = identity.UsualAgeYears,
            Expression = expressions[index % expressions.Length],
            YawDegrees = 6 * (number % 5),
            HasGlasses = identity.WearsGlasses,
            Background = (SyntheticBackground)(number % Enum.GetValues<SyntheticBackground>().Length),
            DetailSeed = number,
        };
        var face = SyntheticFaceRenderer.Draw(parameters, SyntheticFrame.CelebAHq);

        // The map holds class numbers 0 to 18 as grey values, and therefore looks black.
        var path = Path.Combine(folder.FullName, $"identity{number}-{parameters.Expression}");
        File.WriteAllBytes($"{path}.png", ImageCodec.EncodePng(face.Image));
        File.WriteAllBytes($"{path}-classes.png", ImageCodec.EncodePng(face.Map!));
        var names = FaceAttributes.CelebA.Zip(face.Attributes).Where(pair => pair.Second).Select(pair => pair.First);
        Console.WriteLine(
            $"{Path.GetFileName(path)}: {face.AgeYears} years, {face.Landmarks.Length} points, {string.Join(", ", names)}");
    }

    Console.WriteLine($"images and maps are in {folder.FullName}");
    return 0;
}
