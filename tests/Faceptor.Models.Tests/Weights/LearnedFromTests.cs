using Faceptor.Models.Weights;
using Faceptor.Serialization;

namespace Faceptor.Models.Tests.Weights;

public sealed class LearnedFromTests : IDisposable
{
    private static readonly LearnedDataset Synthetic = new("age/morph2", true);
    private static readonly LearnedDataset Real = new("age/morph2", false);
    private static readonly LearnedDataset Other = new("parsing/lapa", true);
    private static readonly LearnedDataset Untold = new("landmarks/300w", null);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<LearnedFrom, string> Sentences => new()
    {
        { LearnedFrom.Nothing, "learned from nothing: the weights are random" },
        { LearnedFrom.Unknown, "what the weights learned from is unknown: their file does not say" },
        {
            LearnedFrom.Nothing.With([Other, Synthetic]),
            "learned from synthetic faces only: its answers about photographs mean nothing (age/morph2, parsing/lapa)"
        },
        {
            LearnedFrom.Unknown.With([Synthetic]),
            "learned from age/morph2 (synthetic faces), and before that from what the first weights' file does not say"
        },
        { LearnedFrom.Nothing.With([Real]), "learned from age/morph2" },
        {
            LearnedFrom.Nothing.With([Synthetic, Real, Untold]),
            "learned from age/morph2 (synthetic faces), age/morph2, landmarks/300w (not known whether synthetic)"
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Sentences))]
    public void What_was_learned_is_a_sentence_and_survives_a_file(LearnedFrom learned, string sentence)
    {
        var path = _folder.File("weights.safetensors");
        using var model = MinuteModel.Create();
        model.Provenance = new WeightProvenance("a test", "none") { LearnedFrom = learned };

        FaceptorWeights.Save(model, path);

        Assert.Equal(sentence, learned.Summary);
        using var loaded = FaceptorWeights.Load(path);
        Assert.Equal(learned, loaded.LearnedFrom);
        Assert.Equal(learned, WeightSummary.Of(path).LearnedFrom);
    }

    [Fact]
    public void Only_synthetic_faces_means_never_anything_else()
    {
        Assert.True(LearnedFrom.Nothing.With([Synthetic]).With([Other]).IsSyntheticOnly);
        Assert.False(LearnedFrom.Nothing.With([Synthetic]).With([Real]).IsSyntheticOnly);
        Assert.False(LearnedFrom.Nothing.With([Synthetic]).With([Untold]).IsSyntheticOnly);
        Assert.False(LearnedFrom.Unknown.With([Synthetic]).IsSyntheticOnly);
        Assert.False(LearnedFrom.Nothing.IsSyntheticOnly);
    }

    [Fact]
    public void A_new_model_has_learned_nothing_and_a_file_of_others_does_not_say()
    {
        var path = _folder.File("random.safetensors");
        using var model = MinuteModel.Create();
        FaceptorWeights.Save(model, path);

        Assert.Equal(LearnedFrom.Nothing, WeightSummary.Of(path).LearnedFrom);
        Assert.Equal(
            LearnedFrom.Unknown, WeightSummary.Of(RepositoryPaths.Golden("official_stage1.pth.tar")).LearnedFrom);
        Assert.Equal(LearnedFrom.Unknown, WeightSummary.Of(RepositoryPaths.Golden("farl_style.pth")).LearnedFrom);
    }

    [Fact]
    public void A_file_under_the_authors_names_keeps_it()
    {
        var path = _folder.File("released.pth");
        using var model = OfficialModel.Load();
        model.Provenance = new WeightProvenance("a test", "none") { LearnedFrom = LearnedFrom.Nothing.With([Synthetic]) };

        OfficialCheckpointWriter.Write(model, path);

        using var loaded = FaceptorWeights.Load(path, GoldenOutputs.Reduced);
        Assert.Equal(WeightSource.Released, loaded.Source);
        Assert.True(loaded.LearnedFrom.IsSyntheticOnly);
    }

    [Fact]
    public void Layer_Attention_of_a_released_file_brings_what_nobody_said()
    {
        using var loaded = FaceptorWeights.Load(
            RepositoryPaths.Golden("official_stage1.pth.tar"), GoldenOutputs.Reduced);
        var model = (FaceptorModel)loaded.Model;
        model.Provenance = model.Provenance! with { LearnedFrom = LearnedFrom.Nothing.With([Synthetic]) };

        LayerAttentionImporter.Import(
            model, FaceTasks.AgeUtkFace, RepositoryPaths.Golden("official_stage2.pth.tar"), isLenient: true);

        Assert.Equal(LearnedFrom.Unknown.With([Synthetic]), model.Provenance.LearnedFrom);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"datasets\":null,\"isComplete\":true}")]
    [InlineData("{\"datasets\":[null],\"isComplete\":true}")]
    [InlineData("{\"datasets\":[{\"id\":\"\\u001b[31m\"}],\"isComplete\":true}")]
    [InlineData("{\"datasets\":[{\"id\":\"a\",\"real\":1}],\"isComplete\":true}")]
    [InlineData("[]")]
    public void A_note_that_cannot_be_read_is_named_with_its_file(string json)
    {
        var path = _folder.File("weights.safetensors");
        using var model = MinuteModel.Create();
        FaceptorWeights.Save(model, path);
        Dictionary<string, string> metadata;
        using (var file = SafeTensors.Open(path))
        {
            metadata = new(file.Metadata) { ["faceptor.learnedFrom"] = json };
        }

        TorchFiles.WriteSafeTensors(path, model.state_dict(), metadata);

        var error = Assert.Throws<CheckpointException>(() => FaceptorWeights.Load(path));
        Assert.Contains("what the weights learned from cannot be read", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
        Assert.Throws<CheckpointException>(() => WeightSummary.Of(path));
    }
}
