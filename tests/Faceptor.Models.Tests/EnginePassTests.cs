namespace Faceptor.Models.Tests;

/// <summary>What goes through the network together: each array once, tasks' runs together, no more than fits.</summary>
public sealed class EnginePassTests
{
    private const long Plenty = 1_000_000;

    private static readonly FaceTask[] Tasks = [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb];

    [Fact]
    public void Tasks_that_hold_the_same_arrays_share_images_and_have_a_run_each()
    {
        float[][] faces = [Plane(), Plane(), Plane()];
        ModelInput[] inputs = [.. Tasks.SelectMany(task => faces.Select(face => new ModelInput(task, 4, face)))];

        var pass = Assert.Single(EnginePass.Divide(inputs, Plenty));

        Assert.Equal(Tasks.Select(task => (task, 0, 3)), Ranges(pass));
        Assert.Equal([[0, 1, 2], [3, 4, 5]], pass.Runs.Select(run => run.Inputs));
        using var images = pass.Images();
        Assert.Equal([3, 3, 4, 4], images.shape);
    }

    [Fact]
    public void Both_views_of_an_identity_stand_side_by_side_and_a_task_may_share_the_first()
    {
        var (plain, mirrored) = (Plane(), Plane());
        ModelInput[] inputs =
        [
            new(FaceTasks.IdentityMs1mV3, 4, plain, mirrored), new(FaceTasks.IdentityMs1mV3, 4, Plane(), Plane()),
            new(FaceTasks.AgeMorph2, 4, plain),
        ];

        var pass = Assert.Single(EnginePass.Divide(inputs, Plenty));

        Assert.Equal([(FaceTasks.IdentityMs1mV3, 0, 4), (FaceTasks.AgeMorph2, 0, 1)], Ranges(pass));
    }

    [Fact]
    public void Sizes_and_what_does_not_fit_go_separately_and_every_input_is_answered_once()
    {
        float[][] small = [Plane(), Plane(), Plane()];
        ModelInput[] inputs =
        [
            .. Tasks.SelectMany(task => small.Select(face => new ModelInput(task, 4, face))),
            new(FaceTasks.AgeMorph2, 8, Plane(8)), new(FaceTasks.AgeMorph2, 8, Plane(8)),
        ];

        EnginePass[] passes = [.. EnginePass.Divide(inputs, maxPixels: 2 * 4 * 4)];

        Assert.Equal([4, 4, 8, 8], passes.Select(pass => pass.SidePx));
        Assert.Equal(
            Enumerable.Range(0, inputs.Length),
            passes.SelectMany(pass => pass.Runs).SelectMany(run => run.Inputs).Order());
        Assert.Equal([(FaceTasks.AgeMorph2, 0, 2), (FaceTasks.ExpressionRafDb, 0, 2)], Ranges(passes[0]));
    }

    private static IEnumerable<(FaceTask, int, int)> Ranges(EnginePass pass) =>
        pass.Runs.Select(run => (run.Range.Task, run.Range.FirstImage, run.Range.NumImages));

    private static float[] Plane(int side = 4) => new float[3 * side * side];
}
