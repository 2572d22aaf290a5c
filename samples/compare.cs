#!/usr/bin/env dotnet
// How alike two faces are: dotnet run compare.cs -- weights.safetensors first.jpg second.jpg
#:package Faceptor@*-*
#:package Faceptor.Synthetic@*-*
#:package System.CommandLine@3.0.0
#:property SatelliteResourceLanguages=en
using System.CommandLine;
using Faceptor;
using Faceptor.Imaging;
using Faceptor.Inference;
using Faceptor.Models;
using Faceptor.Synthetic;

var weightsArgument = new Argument<FileInfo?>("weights")
{
    Description = "A weight file with an identity task; left out, the network is random, and so are its answers.",
    Arity = ArgumentArity.ZeroOrOne,
};
var imagesArgument = new Argument<FileInfo[]>("images")
{
    Description = "Two images of one face each; left out, synthetic faces: one identity twice, and two identities.",
    Arity = new ArgumentArity(0, 2),
};
var root = new RootCommand(
    "Prints the cosine of the angle between the identity vectors of two faces: 1 is the same vector, around 0 unrelated. "
    + "Where to draw the line depends on weights and use. Compare people only with their consent.")
{
    weightsArgument, imagesArgument,
};
root.Validators.Add(result =>
{
    if (result.GetValue(imagesArgument) is { Length: 1 })
    {
        result.AddError("two images are compared, or none; one was given.");
    }
});
root.SetAction((parsed, token) => Task.FromResult(
    Compare(parsed.GetValue(imagesArgument) ?? [], parsed.GetValue(weightsArgument), token)));

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

static int Compare(FileInfo[] files, FileInfo? weights, CancellationToken token)
{
    var engine = weights is null
        ? new TorchEngine(FaceptorModelFactory.Create(FaceptorPresets.Small, seed: 1), ownsModel: true)
        : TorchEngine.Load(weights.FullName);
    using var analyzer = new FaceAnalyzer(engine, ownsEngine: true);

    if (analyzer.Tasks.All(task => task.Family != TaskFamily.Identity))
    {
        throw new OptionsException("weights", "these weights hold no identity task; take others.");
    }

    if (files is [var first, var second])
    {
        Print("the two images", ImageCodec.Read(first.FullName), ImageCodec.Read(second.FullName));
    }
    else
    {
        Print("one identity twice", Draw(number: 1, Expression.Neutral), Draw(number: 1, Expression.Happy));
        Print("two identities", Draw(number: 1, Expression.Neutral), Draw(number: 2, Expression.Neutral));
    }

    Console.WriteLine(analyzer.Weights.LearnedFrom.Summary);
    return 0;

    void Print(string what, RgbImage one, RgbImage other) =>
        Console.WriteLine($"{what}: {Identity(one).SimilarityTo(Identity(other)):F3}");

    IdentityPrediction Identity(RgbImage image) =>
        analyzer.AnalyzeCropped(image, analyzer.Tasks.Where(task => task.Family == TaskFamily.Identity), token).Identities[0];
}

static RgbImage Draw(int number, Expression expression)
{
    var identity = SyntheticIdentity.Create(seed: 1, number);
    var parameters = new SyntheticFaceParameters
    {
        Identity = identity,
        AgeYears = identity.UsualAgeYears,
        Expression = expression,
    };
    return SyntheticFaceRenderer.Draw(parameters, SyntheticFrame.Recognition).Image;
}
