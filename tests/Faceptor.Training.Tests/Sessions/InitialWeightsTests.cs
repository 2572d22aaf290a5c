using Faceptor.Imaging;
using Faceptor.Models.Weights;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;

namespace Faceptor.Training.Tests.Sessions;

/// <summary>A session may start from any known source.</summary>
[Collection(TorchGeneratorCollection.Name)]
public sealed class InitialWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public InitialWeightsTests()
    {
        Directory.CreateDirectory(_folder.File("MORPH2/label/RANDOM_80_20"));
        Directory.CreateDirectory(_folder.File("MORPH2/data"));
        File.WriteAllBytes(_folder.File("MORPH2/data/a.png"), ImageCodec.EncodePng(new RgbImage(32, 32)));
        File.WriteAllText(_folder.File("MORPH2/label/RANDOM_80_20/train.txt"), "a.png 30\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FaRL_fills_the_encoder_and_leaves_the_rest_as_the_seed_made_it()
    {
        using var random = Session(null);
        using var session = Session(RepositoryPaths.Golden("farl_style.pth"));
        using var farl = WeightFile.Open(RepositoryPaths.Golden("farl_style.pth"));
        var (state, fresh) = (session.Model.Module.state_dict(), random.Model.Module.state_dict());

        TensorAssert.Close(farl.Read("visual.conv1.weight"), state["encoder.patch_embedding.weight"], 0);
        Assert.Equal([1025L, 48L], state["encoder.positions.weight"].shape);
        TensorAssert.Close(fresh["decoder.level_embedding"], state["decoder.level_embedding"], 0);
        Assert.Contains("FaRL", session.Model.Provenance!.Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void A_released_checkpoint_of_other_tasks_is_refused_by_name()
    {
        var error = Assert.Throws<CheckpointException>(
            () => Session(RepositoryPaths.Golden("official_stage1.pth.tar")));

        Assert.Contains("22 unexpected: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("query_feat.affect_affectnet.weight", error.Message, StringComparison.Ordinal);
    }

    private TrainingSession Session(string? weights) => new(new TrainingSessionOptions
    {
        DataRoot = _folder.Path,
        OutputFolder = _folder.File(weights is null ? "random" : "run"),
        Model = OfficialModel.Options with { Tasks = [FaceTasks.AgeMorph2] },
        Training = TrainingRecipes.Base,
        InitialWeights = weights,
    });
}
