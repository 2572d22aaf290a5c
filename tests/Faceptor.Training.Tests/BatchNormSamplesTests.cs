using Faceptor.Models;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests;

public sealed class BatchNormSamplesTests
{
    [Theory]
    [InlineData(1, 1, "landmarks/300w (1 a step): at least 2 samples are needed in a step", "batchSize=2 or more.")]
    [InlineData(4, 4, "in each of the 4 portions", "batchSize=8 or more, or --portions 2 or less.")]
    [InlineData(3, 2, "in each of the 2 portions", "batchSize=4 or more, or --portions 1 or less.")]
    [InlineData(2, 4, "in each of the 4 portions", "batchSize=8 or more, or --portions 1 or less.")]
    public void A_single_300W_image_for_Naive_Faceptor_is_refused_with_the_remedy(
        int batchSize, int accumulation, string problem, string remedy)
    {
        var error = Assert.Throws<OptionsException>(() => BatchNormSamples.Require(
            Training(FaceTasks.Landmarks300W, batchSize, accumulation), FaceptorPresets.Naive));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(remedy, error.Message, StringComparison.Ordinal);
        // What a Faceptor's decoders do not mind.
        BatchNormSamples.Require(Training(FaceTasks.Landmarks300W, batchSize, accumulation), FaceptorPresets.Base);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(8, 4)]
    public void What_the_message_advises_is_taken(int batchSize, int accumulation) => BatchNormSamples.Require(
        Training(FaceTasks.Landmarks300W, batchSize, accumulation), FaceptorPresets.Naive);

    [Fact]
    public void The_identity_head_of_a_Faceptor_compares_too()
    {
        var error = Assert.Throws<OptionsException>(() => BatchNormSamples.Require(
            Training(FaceTasks.IdentityMs1mV3, 3, 2), FaceptorPresets.Base));

        Assert.Contains("the identity head's batch norms compare", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Synchronised_norms_need_a_sample_a_portion_and_two_a_step()
    {
        var training = Training(FaceTasks.IdentityMs1mV3, 3, 4) with { SynchronizedNorms = true };

        var error = Assert.Throws<OptionsException>(() => BatchNormSamples.Require(training, FaceptorPresets.Base));

        Assert.Contains(
            "identity/ms1mv3 (3 a step): at least 1 samples are needed in each of the 4 portions", error.Message,
            StringComparison.Ordinal);
        Assert.EndsWith("batchSize=4 or more, or --portions 3 or less.", error.Message, StringComparison.Ordinal);
        BatchNormSamples.Require(training with { Portions = 3 }, FaceptorPresets.Base);
        Assert.Throws<OptionsException>(() => BatchNormSamples.Require(
            Training(FaceTasks.IdentityMs1mV3, 1, 1) with { SynchronizedNorms = true }, FaceptorPresets.Base));
    }

    [Fact]
    public void All_tasks_are_named_at_once()
    {
        var training = TrainingRecipes.Naive with { Portions = 4 };

        var error = Assert.Throws<OptionsException>(() => BatchNormSamples.Require(training, FaceptorPresets.Naive));

        Assert.Contains(
            "landmarks/300w (4 a step), parsing/celebamask-hq (4 a step): at least 2", error.Message,
            StringComparison.Ordinal);
        Assert.Contains("the others likewise", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trainer_without_a_session_says_it_before_the_first_step_too()
    {
        using var folder = new TemporaryFolder();
        var options = FaceptorPresets.SmallNaive with { Tasks = [FaceTasks.Landmarks300W] };
        using var model = FaceptorModelFactory.Create(options, seed: 1);

        var error = Assert.Throws<OptionsException>(
            () => new Trainer(model, Training(FaceTasks.Landmarks300W, 1, 1), folder.File("run")));

        Assert.Contains("at least 2 samples are needed", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    private static TrainingOptions Training(FaceTask task, int size, int accumulation) => TrainingRecipes.Small with
    {
        Tasks = [new TaskTrainingOptions(task, size, 1)],
        Portions = accumulation,
        SynchronizedNorms = false,
    };
}
