#!/usr/bin/env dotnet
// Everything about the faces in one image: dotnet run predict.cs -- weights.safetensors photo.jpg --detector blazeface-back
#:package Faceptor@*-*
#:package Faceptor.Detection.Onnx@*-*
#:package Faceptor.Synthetic@*-*
#:package System.CommandLine@3.0.0
#:property SatelliteResourceLanguages=en
using System.CommandLine;
using Faceptor;
using Faceptor.Detection.Onnx;
using Faceptor.Imaging;
using Faceptor.Imaging.Drawing;
using Faceptor.Inference;
using Faceptor.Models;
using Faceptor.Synthetic;

var weightsArgument = new Argument<FileInfo?>("weights")
{
    Description = "A weight file; left out, the network is random, and so are its answers.",
    Arity = ArgumentArity.ZeroOrOne,
};
var imageArgument = new Argument<FileInfo?>("image")
{
    Description = "A JPEG, PNG, WebP or BMP file; left out, a synthetic face is drawn.",
    Arity = ArgumentArity.ZeroOrOne,
};
var boxOption = new Option<string?>("--box")
{
    Description = "Where the face is, in pixels: left,top,width,height.",
};
var detectorOption = new Option<string?>("--detector")
{
    Description = "Finds the faces: an ONNX file, or a name of 'faceptor detector list' that was fetched; without it and "
        + "--box the image is one face.",
};
var outOption = new Option<FileInfo>("--out")
{
    Description = "Where the drawing goes.",
    DefaultValueFactory = _ => new FileInfo("prediction.png"),
};
var root = new RootCommand("Predicts everything about the faces in one image, prints it and draws it.")
{
    weightsArgument, imageArgument, boxOption, detectorOption, outOption,
};
root.SetAction((parsed, token) => Task.FromResult(Predict(
    parsed.GetValue(imageArgument),
    parsed.GetValue(weightsArgument),
    parsed.GetValue(boxOption),
    parsed.GetValue(detectorOption),
    parsed.GetValue(outOption)!,
    token)));

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

static int Predict(
    FileInfo? imageFile, FileInfo? weights, string? box, string? detectorFile, FileInfo drawing, CancellationToken token)
{
    var image = imageFile is null ? DrawFace() : ImageCodec.Read(imageFile.FullName);
    using var detector = detectorFile is null ? null : OnnxFaceDetector.Load(detectorFile);
    using var analyzer = new FaceAnalyzer(LoadEngine(weights), detector, ownsEngine: true);
    var analysis = box is not null ? analyzer.Analyze(image, [ParseBox(box)], cancellationToken: token)
        : detector is not null ? analyzer.Analyze(image, cancellationToken: token)
        : new ImageAnalysis("", image.Width, image.Height) { Faces = [analyzer.AnalyzeCropped(image, cancellationToken: token)] };
    foreach (var face in analysis.Faces)
    {
        Print(face);
    }

    Console.WriteLine(analysis.Faces.Length == 1 ? "1 face" : $"{analysis.Faces.Length} faces");
    File.WriteAllBytes(drawing.FullName, ImageCodec.EncodePng(Overlay.Draw(image, analysis)));
    Console.WriteLine($"drawing: {drawing.FullName}");
    Console.WriteLine(analyzer.Weights.LearnedFrom.Summary);
    return 0;
}

static void Print(FacePrediction face)
{
    Console.WriteLine($"face at ({face.Box.Left:F0}, {face.Box.Top:F0}), {face.Box.Width:F0} pixels wide, {face.Confidence.Summary}");
    foreach (var landmarks in face.Landmarks)
    {
        var (name, x, y) = landmarks.Points[0];
        Console.WriteLine($"{landmarks.Task}: {landmarks.Points.Length} points, the first is '{name}' at ({x:F1}, {y:F1})");
    }

    foreach (var parsing in face.Parsing)
    {
        var largest = parsing.Areas.MaxBy(area => area.AreaPx);
        Console.WriteLine($"{parsing.Task}: {largest.Title} covers {largest.ShareRatio:P0} of the image");
    }

    foreach (var age in face.Ages)
    {
        Console.WriteLine($"{age.Task}: looks {age.Years:F0} years old");
    }

    foreach (var expression in face.Expressions)
    {
        Console.WriteLine($"{expression.Task}: {expression.Top}");
    }

    foreach (var attributes in face.Attributes)
    {
        var present = attributes.Attributes.Where(attribute => attribute.IsPresent).Select(attribute => attribute.Name);
        Console.WriteLine($"{attributes.Task}: {string.Join(", ", present)}");
    }
}

static TorchEngine LoadEngine(FileInfo? weights) => weights is null
    ? new TorchEngine(FaceptorModelFactory.Create(FaceptorPresets.Small, seed: 1), ownsModel: true)
    : TorchEngine.Load(weights.FullName);

static RgbImage DrawFace() => SyntheticFaceRenderer.Draw(
    new SyntheticFaceParameters
    {
        Identity = SyntheticIdentity.Create(seed: 1, number: 3),
        AgeYears = 30,
        Expression = Expression.Happy,
    },
    SyntheticFrame.CelebAHq).Image;

static FaceBox ParseBox(string text)
{
    float[] numbers =
    [
        .. text.Split(',').Select(part => float.TryParse(
            part, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : float.NaN),
    ];
    return numbers is [var left, var top, var width, var height]
        ? new FaceBox(Top: top, Left: left, Bottom: top + height, Right: left + width)
        : throw new OptionsException("--box", $"expected left,top,width,height, got '{text}'.");
}
