// How alike two faces are. Arguments: [weights.safetensors [image image]]
using Faceptor;
using Faceptor.Imaging;
using Faceptor.Inference;
using Faceptor.Models;
using Faceptor.Synthetic;

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
    Compare("the two images", ImageCodec.Read(args[1]), ImageCodec.Read(args[2]));
}
else
{
    Compare("one identity twice", Draw(identity: 1, Expression.Neutral), Draw(identity: 1, Expression.Happy));
    Compare("two identities", Draw(identity: 1, Expression.Neutral), Draw(identity: 2, Expression.Neutral));
}

// Cosine similarity: 1 is the same vector, around 0 unrelated. Where to draw the line depends on weights and use.
void Compare(string what, RgbImage first, RgbImage second) =>
    Console.WriteLine($"{what}: {Identity(first).SimilarityTo(Identity(second)):F3}");

IdentityPrediction Identity(RgbImage image)
{
    var identities = predictor.Predict(image).Identities;
    return identities.Length > 0
        ? identities[0]
        : throw new InvalidOperationException("These weights hold no identity task.");
}

static RgbImage Draw(int identity, Expression expression)
{
    var synthetic = SyntheticIdentity.Create(seed: 1, identity);
    var parameters = new SyntheticFaceParameters
    {
        Identity = synthetic,
        AgeYears = synthetic.UsualAgeYears,
        Expression = expression,
    };
    return SyntheticFaceRenderer.Draw(parameters, SyntheticFrame.Recognition).Image;
}
