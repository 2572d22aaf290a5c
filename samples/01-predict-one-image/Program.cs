// Everything about the face in one image. Arguments: [weights.safetensors [image]]
using Faceptor;
using Faceptor.Imaging;
using Faceptor.Imaging.Drawing;
using Faceptor.Inference;
using Faceptor.Models;

var engine = args.Length > 0
    ? TorchEngine.Load(args[0])
    : new TorchEngine(FaceptorModelFactory.Create(FaceptorPresets.Small, seed: 1), ownsModel: true);
using var predictor = new FacePredictor(engine, ownsEngine: true);
if (args.Length == 0)
{
    Console.WriteLine("No weights given: the network is random, and so are its answers.");
}

// In an image that is given the face is looked for in the middle; pass a box to say where it is.
var path = args.Length > 1 ? args[1] : Path.Combine(AppContext.BaseDirectory, "astronaut.png");
FaceBox? box = args.Length > 1 ? null : new FaceBox(Top: 62, Left: 172, Bottom: 192, Right: 282);
var image = ImageCodec.Read(path);
var face = predictor.Predict(image, box);

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

File.WriteAllBytes("prediction.png", ImageCodec.EncodePng(Overlay.Draw(image, face)));
Console.WriteLine($"drawing: {Path.GetFullPath("prediction.png")}");
