using System.Text.Json.Nodes;
using Faceptor.Evaluation.Sessions;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Sessions;

/// <summary>A run normalises images as its weights learned them, and scores them so.</summary>
[Collection(TorchGeneratorCollection.Name)]
public sealed class SessionNormalizationTests : IDisposable
{
    private static readonly ChannelNormalization Other = new() { Mean = [0, 0, 0], Std = [1, 1, 1] };

    private static readonly FaceptorOptions Network = FaceptorPresets.Small with
    {
        Tasks = [FaceTasks.AgeMorph2],
        EncoderDim = 24,
        EncoderHeads = 2,
        EncoderBlocks = 1,
        DecoderLayers = 1,
    };

    private readonly FixtureDatasets _data = new("MORPH2");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_start_from_weights_keeps_their_normalisation_and_records_it()
    {
        using (var session = Session(Network, Save(InputNormalization.BeforeItWasRecorded)))
        {
            Assert.Equal(InputNormalization.BeforeItWasRecorded, session.Model.Options.Normalization);

            session.Train(cancellationToken: TestContext.Current.CancellationToken);
        }

        var record = RunRecordFile.Read(_data.File("run/options.json"));
        Assert.Equal(InputNormalization.BeforeItWasRecorded, record.Model!.Normalization);
        Assert.Equal(
            InputNormalization.BeforeItWasRecorded,
            WeightSummary.Of(_data.File("run/weights.safetensors")).Normalization);
        using var again = new TrainingSession(TrainingSessionOptions.Repeat(record, _data.File("again")));
        Assert.Equal(InputNormalization.BeforeItWasRecorded, again.Model.Options.Normalization);
    }

    [Fact]
    public void A_recipe_that_says_another_one_than_the_weights_is_refused()
    {
        var weights = Save(InputNormalization.BeforeItWasRecorded);
        var network = Network with { Normalization = InputNormalization.Released with { Age = Other } };

        var error = Assert.Throws<OptionsException>(() => Session(network, weights));

        Assert.Contains("normalises images of age with mean [0, 0, 0]", error.Message, StringComparison.Ordinal);
        Assert.Contains("learned from CLIP's mean", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("to keep that of the weights.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_may_say_its_own_for_fresh_weights_and_for_FaRL()
    {
        var normalization = InputNormalization.Released with { Age = Other };
        using var fresh = Session(Network with { Normalization = normalization }, null);
        using var farl = Session(
            OfficialModel.Options with { Tasks = [FaceTasks.AgeMorph2], Normalization = normalization },
            RepositoryPaths.Golden("farl_style.pth"));

        Assert.Equal(normalization, fresh.Model.Options.Normalization);
        Assert.Equal(normalization, farl.Model.Options.Normalization);
    }

    [Fact]
    public void Extended_weights_keep_theirs()
    {
        var weights = Save(InputNormalization.Released with { Age = Other });

        using var session = Session(null, weights);

        Assert.Equal(Other, session.Model.Options.Normalization.Age);
    }

    [Fact]
    public void A_record_from_before_it_was_recorded_is_repeated_as_it_was()
    {
        using (var session = Session(Network, null))
        {
            session.Train(cancellationToken: TestContext.Current.CancellationToken);
        }

        var path = _data.File("run/options.json");
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        Assert.True(json["model"]!.AsObject().Remove("normalization"));
        File.WriteAllText(path, json.ToJsonString());

        var record = RunRecordFile.Read(path);

        Assert.Equal(InputNormalization.BeforeItWasRecorded, record.Model!.Normalization);
    }

    [Fact]
    public void Scoring_feeds_images_as_the_models_options_say()
    {
        var half = Seen(InputNormalization.Released);
        var plain = Seen(InputNormalization.Released with { Age = Other });

        Assert.Equal(half.Length, plain.Length);
        Assert.All(half.Zip(plain), pair => Assert.Equal(pair.First, (pair.Second - 0.5f) / 0.5f, 1e-5f));
        Assert.InRange(plain.Min(), 0, 1);
    }

    private float[] Seen(InputNormalization normalization)
    {
        var seen = new List<float>();
        using var model = new ScriptedFaceModel([FaceTasks.AgeMorph2], (_, images) =>
        {
            seen.AddRange(images.contiguous().data<float>().ToArray());
            return zeros(images.size(0), 101);
        })
        {
            Normalization = normalization,
        };
        using var session = new EvaluationSession(_data.Root, [FaceTasks.AgeMorph2]);
        session.Evaluate(model, cancellationToken: TestContext.Current.CancellationToken);
        return [.. seen];
    }

    private string Save(InputNormalization normalization)
    {
        var path = _data.File("start.safetensors");
        using var model = FaceptorModelFactory.Create(Network with { Normalization = normalization }, seed: 1);
        FaceptorWeights.Save(model, path);
        return path;
    }

    private TrainingSession Session(FaceptorOptions? network, string? weights) => new(new TrainingSessionOptions
    {
        DataRoot = _data.Root,
        OutputFolder = _data.File(network?.EncoderDim == OfficialModel.Options.EncoderDim ? "official" : "run"),
        Model = network,
        Training = TrainingRecipes.Small with { NumSteps = 1, LogInterval = 1 },
        Tasks = [FaceTasks.AgeMorph2],
        InitialWeights = weights,
    });
}
