// How alike two faces are. Arguments: [weights.safetensors [picture picture]]
using Faceptor.Core.Tasks;
using Faceptor.Data.Imaging;
using Faceptor.Data.Synthetic;
using Faceptor.Inference;
using Faceptor.Inference.Predictions;
using Faceptor.Models;

var engine = args.Length > 0
    ? TorchEngine.Load(args[0])
    : new TorchEngine(FaceptorModelFactory.Create(FaceptorPresets.Small, seed: 1), ownsModel: true);
using var predictor = new FacePredictor(engine, ownsEngine: true);
if (args.Length == 0)
{
    Console.WriteLine("No weights given: the network is random, and so are its answers.");
}

if (args.Length == 3)
{
    Compare("the two pictures", ImageCodec.Read(args[1]), ImageCodec.Read(args[2]));
}
else
{
    Compare("one person twice", Draw(person: 1, Expression.Neutral), Draw(person: 1, Expression.Happy));
    Compare("two persons", Draw(person: 1, Expression.Neutral), Draw(person: 2, Expression.Neutral));
}

// Cosine similarity: 1 is the same vector, around 0 unrelated. Where to draw the line depends on weights and use.
void Compare(string what, RgbImage first, RgbImage second) =>
    Console.WriteLine($"{what}: {Identity(first).SimilarityTo(Identity(second)):F3}");

IdentityPrediction Identity(RgbImage picture)
{
    var identities = predictor.Predict(picture).Identities;
    return identities.Length > 0
        ? identities[0]
        : throw new InvalidOperationException("These weights hold no identity task.");
}

static RgbImage Draw(int person, Expression expression)
{
    var drawn = DrawnPerson.Create(seed: 1, person);
    var parameters = new DrawnFaceParameters
    {
        Person = drawn,
        AgeYears = drawn.UsualAgeYears,
        Expression = expression,
    };
    return DrawnFaceRenderer.Draw(parameters, DrawnFrame.Recognition).Image;
}
